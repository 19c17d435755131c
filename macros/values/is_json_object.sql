{#- Whether text is a JSON object. DuckDB is laxer than JSON (NaN, Infinity, a comma before the end) and dies of very deep nesting:
    10,000 brackets in one value are refused. -#}
{% macro is_json_object(text) -%}
    (
        json_valid({{ text }})
        and starts_with(ltrim({{ text }}, '{{ " \t\n\r" }}'), '{')
        and case when length({{ text }}) > 10000 then length({{ text }}) - length(translate({{ text }}, '{[', '')) < 10000 else true end
        and case
            when regexp_matches({{ text }}, '(?i)nan|inf|,\s*[}\]]')
                then not regexp_matches(regexp_replace({{ text }}, '"(?:[^"\\]|\\.)*"', '', 'g'), '(?i)nan|inf|,\s*[}\]]')
            else true
        end
    )
{%- endmacro %}
