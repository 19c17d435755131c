{#- The dates of the var backtest_dates as date literals; what is no date never reaches the SQL. -#}
{% macro backtest_dates_asked() -%}
    {%- set dates = [] -%}
    {%- for value in var('backtest_dates', []) or [] -%}
        {%- if not modules.re.fullmatch('\\d{4}-\\d{2}-\\d{2}', value | string) -%}
            {{ exceptions.raise_compiler_error("'" ~ value ~ "' is no date: write backtest_dates as a list such as [2026-02-01, 2026-03-01].") }}
        {%- endif -%}
        {%- do modules.datetime.date.fromisoformat(value | string) -%}
        {%- do dates.append("date '" ~ value ~ "'") -%}
    {%- endfor -%}
    {{ return(dates) }}
{%- endmacro %}
