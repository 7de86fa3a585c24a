-- Grain: one row per claim in one version of the self-assessment, as the latest delivery has it.

{{ staged('self_assessment_claims') }}
