with source as (
    {{ raw_rows('score_adjustments') }}
),

scores as (
    select
        score_id as known_score_id,
        entity_type as entity_type_of_score
    from {{ ref('rulebook_scores') }}
),

renamed as (
    select
        source.*,
        source.adjustment_id as native_id,
        -- The contact that it names, for erasure.
        case when coalesce(source.entity_type, '') not in ('account', 'opportunity') then source.entity_id end as contact_id,
        {{ rejection({
            'no id': 'source.adjustment_id is null',
            'no time': 'source.adjusted_at is null',
            'no score': 'source.score_id is null',
            'unknown score': 'scores.known_score_id is null',
            'wrong entity type': 'coalesce(source.entity_type <> scores.entity_type_of_score, true)',
            'unknown operation': "coalesce(source.operation, '') not in ('add', 'set')",
            'no entity': 'source.entity_id is null',
            'no points': 'source.points is null',
        }) }} as rejection
    from source
    left join scores on source.score_id = scores.known_score_id
)

select * from renamed
