{#- The first half of replacing entities whole in a model whose rows say when they were computed: notes whose rows those of this run are, so that
    rows_of finds them without the others. -#}
{% macro replace_rows_of(entities) %}
    {% set replaced = ref('int_replaced_entities') %}
    delete from {{ replaced }} where model = '{{ this.name }}';
    {% if is_incremental() or not execute %}
        insert into {{ replaced }} by name
        select distinct
            '{{ this.name }}' as model,
            gone.entity_key,
            {{ run_start() }} as computed_at
        from {{ entities }} as gone
        where gone.entity_key is not null; -- the mark names nobody
        {{ delete_rows_of(entities) }}
    {% endif %}
{% endmacro %}
