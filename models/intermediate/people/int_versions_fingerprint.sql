{{ config(meta={'made_of': made_of_versions()}) }}

select bit_xor(fingerprint) as fingerprint
from {{ ref('int_entity_fingerprints') }}
