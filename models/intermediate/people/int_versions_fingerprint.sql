{{ config(meta={'made_of': {'raw': ['contacts', 'accounts', 'opportunities', 'contact_merges']}}) }}

select bit_xor(fingerprint) as fingerprint
from {{ ref('int_entity_fingerprints') }}
