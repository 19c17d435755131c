-- A table: the ledger deletes these rows before it writes them anew. Where all is made anew none stand, and the ledger of another release may
-- have other columns.
{% set ledger = stored('int_ledger') if not everything_is_affected() %}
with standing as (
    select entity_key from {{ ref('int_scored_entities') }}
    where awards_stand
)

{% if ledger -%}
    select
        entity_key,
        rule_id,
        interaction_id,
        valid_from
    from {{ rows_of(ledger, 'standing') }} as ledger
    where rule_id is not null
{%- else -%}
    select
        entity_key,
        '' as rule_id,
        '' as interaction_id,
        cast(null as timestamp) as valid_from
    from standing
    where false
{%- endif %}
