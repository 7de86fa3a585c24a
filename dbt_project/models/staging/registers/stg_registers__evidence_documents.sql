-- Grain: one row per version of a document, as the latest delivery has it.

{{ staged('evidence_documents') }}
