{#- The seeds are valid. What is wrong is said in the log of the build, as `python -m lead_scoring.check` says it with the lines. -#}
{% test has_no_faults(model) %}
    {%- if execute and flags.WHICH in ('build', 'test') -%}
        {%- for fault in run_query('select * from ' ~ model ~ ' order by all').rows -%}
            {%- do print(fault.seed ~ '.csv, ' ~ fault.row_id ~ ', ' ~ fault.column_name ~ ': ' ~ fault.fault ~ '. ' ~ fault.instead ~ ' (make check names the lines.)') -%}
        {%- endfor -%}
    {%- endif -%}
    select * from {{ model }}
{% endtest %}
