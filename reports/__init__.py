"""What we say: packs, sections and templates, written from published releases only."""
