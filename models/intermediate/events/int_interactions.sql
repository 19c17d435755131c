{% for feed in interaction_feeds() -%}
select
    interaction_id,
    source,
    event_name,
    contact_id,
    account_id,
    opportunity_id,
    target_type,
    target_id,
    value,
    properties,
    occurred_at,
    loaded_at
from (
    {{ standing_rows(feed) }}
)
{% if not loop.last %}union all
{% endif %}
{%- endfor %}
