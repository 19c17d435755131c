select
    source,
    event_name,
    event_type,
    channel,
    coalesce(cast(is_conversion as boolean), false) as is_conversion
from {{ ref('event_types') }}
