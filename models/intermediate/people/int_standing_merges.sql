-- Whoever looks at people is built after it is known what is read. depends_on: {{ ref('int_raw_tables') }}
{{ standing_rows('contact_merges', as_landed=true) }}
