{#- Fails for each combination of columns that stands in several rows or lacks one of them; nulls that are allowed equal each other.
    Of a `mart`, or of a model with an entity_key by `of_entities`, the entities that data tests look at are enough; of what builds only
    read into, `when_read`: the raw tables, or `interactions` alone; or the combinations `among` the models of what this build changed in it,
    unless one of the raw tables `anew_with` was read whole. -#}
{% test unique_combination(model, combination, may_be_null=[], mart=none, of_entities=false, when_read=false, among=[], anew_with=[]) %}
{%- set columns = combination | join(', ') -%}
{%- set changed -%}
    {%- for name in among %}
        select {{ columns }} from {{ ref(name) }} {{- ' union all' if not loop.last }}
    {%- endfor %}
{%- endset -%}
{%- set lacking -%}
    {%- for column in combination if column not in may_be_null -%}
        {{ column }} is null {{- ' or ' if not loop.last }}
    {%- endfor -%}
{%- endset -%}
select
    {{ columns }},
    count(*) as number_of_rows
{%- if among and not (is_whole_tested() or any_is_read(anew_with, whole=true)) %}
from (
    select {{ columns }} from {{ model }}
    semi join ({{ changed }}) as changed using ({{ columns }})
    union all
    select {{ columns }} from {{ model }}
    where {{ lacking }}
) as asked
{%- else %}
from {{ tested(mart) if mart else rows_of(model, tested_entities()) if of_entities else model }}
{%- endif %}
{%- if when_read == 'interactions' %}
where {{ anything_may_differ(interaction_feeds() + ['contact_merges'], by_rules=false) }}
{%- elif when_read %}
where {{ anything_may_differ() }}
{%- endif %}
group by {{ columns }}
having count(*) > 1 {{- ' or ' ~ lacking if lacking }}
{% endtest %}
