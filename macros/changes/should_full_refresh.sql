{#- dbt's own, but all incremental models are built from nothing together or not at all: where a part of them is asked for, begin_build has
    set a mark, and the next whole build does it. -#}
{% macro should_full_refresh() %}
    {% if config.get('full_refresh') is not none %}
        {% do return(config.get('full_refresh')) %}
    {% endif %}
    {% if model.resource_type != 'model' %}
        {% do return(flags.FULL_REFRESH) %}
    {% endif %}
    {% do return(is_whole_build() and everything_is_affected()) %}
{% endmacro %}
