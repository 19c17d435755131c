{#- Keeps the small relations that the next build compares itself with, and empties queue and journal, in the transaction of build_runs,
    which is built only after all that it speaks for. A run of a part leaves all as it was. -#}
{% macro write_checkpoint() %}
    {% if is_whole_build() or not execute %}
        create schema if not exists checkpoint;
        {% for name in [
            'int_raw_files', 'int_raw_tables', 'int_erased_hashes', 'int_contact_links', 'int_entity_fingerprints', 'int_versions_fingerprint',
            'int_entities', 'int_account_members', 'int_opportunity_members', 'int_attribute_intervals', 'int_adjustments', 'rulebook_event_types',
            'rulebook_fingerprints', 'rulebook_role_events', 'rulebook_score_fingerprints',
        ] if not (stored(name, schema='checkpoint') and stands_still(name)) %}
            create or replace table checkpoint.{{ name }} as select * from {{ ref(name) }};
        {% endfor %}
        {#- Whatever landed or came back meanwhile may have been read: should it be rewritten or go before the next build, that is seen. -#}
        insert into checkpoint.int_raw_files
        select * exclude (is_settled), false as is_settled, 'new' as status from ({{ files_found() }}) as found
        anti join (select * from {{ ref('int_raw_files') }} where status <> 'removed') using (feed, file);
        {% for seed in [
            'scores', 'score_rules', 'score_rule_conditions', 'score_rule_groups', 'score_decay_steps', 'score_tiers', 'score_triggers',
            'score_segments', 'event_types',
        ] %}
            create or replace table checkpoint.{{ seed }} as select * from {{ ref(seed) }};
        {% endfor %}
        create or replace table checkpoint.release as
        select '{{ release_fingerprint() }}' as release, '{{ var('known_at') }}' as known_at;
        create or replace table checkpoint.shown_seeds as {{ shown_seeds() }};
        {% for name in [
            'int_affected_entities', 'int_interaction_journal', 'int_changed_interactions', 'int_changed_names', 'int_moved_interactions', 'int_read_versions',
            'int_standing_entries',
        ] %}
            delete from {{ ref(name) }};
        {% endfor %}
        delete from checkpoint.unfinished_runs;
        {% do forget_answers() %}
    {% endif %}
{% endmacro %}
