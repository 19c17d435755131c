{#- dbt's own, but all incremental models are built from nothing together or not at all: where a part of them is asked for, begin_build has
    set a mark, and the next whole build does it. One whose meta names raw tables as `anew_with` is made anew also where any of them is read whole. -#}
{% macro should_full_refresh() %}
    {% if config.get('full_refresh') is not none %}
        {% do return(config.get('full_refresh')) %}
    {% endif %}
    {% if model.resource_type != 'model' %}
        {% do return(flags.FULL_REFRESH) %}
    {% endif %}
    {% set raw = (config.get('meta') or {}).get('anew_with') %}
    {% do return((is_whole_build() and everything_is_affected()) or (raw and any_is_read(raw, whole=true))) %}
{% endmacro %}
