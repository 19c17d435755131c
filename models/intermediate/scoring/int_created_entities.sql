{{ config(materialized='view') }}

{{ created_entities() }}
