{#- A hash of all SQL that decides what is stored: what an earlier release stored is not gone on from. -#}
{% macro release_fingerprint() %}
    {% if not execute %}{% do return('') %}{% endif %}
    {% set folder = (flags.PROJECT_DIR or '.') | string | replace("'", "''") %}
    {% set sql %}
        select md5(string_agg(content, chr(10) order by content)) from read_text([
            {%- for part in ['macros/*', 'models/staging', 'models/rulebook', 'models/intermediate', 'models/intermediate/*'] %}
            '{{ folder }}/{{ part }}/*.sql'{{ ',' if not loop.last }}
            {%- endfor %}
        ])
    {% endset %}
    {% do return(run_query(sql).rows[0][0]) %}
{% endmacro %}
