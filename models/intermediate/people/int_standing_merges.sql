{{ standing_rows('contact_merges') }}
