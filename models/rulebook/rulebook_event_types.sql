select
    source,
    event_name,
    event_type,
    channel,
    coalesce(cast(is_conversion as boolean), false) as is_conversion
from {{ checked_seed('event_types') }}
