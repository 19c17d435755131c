{#- Columns and properties of a row of int_landed_rows as one JSON object. Columns win over properties of their names. -#}
{% macro version_attributes() -%}
    json_merge_patch(coalesce(properties, '{}'), case entity_type
        when 'contact' then json_object(
            'contact_id', entity_id, 'account_id', account_id, 'email', email, 'job_title', job_title, 'seniority', seniority,
            'country', country, 'lifecycle_stage', lifecycle_stage, 'age', {{ number_text('age') }}
        )
        when 'account' then json_object(
            'account_id', account_id, 'name', name, 'industry', industry, 'country', country,
            'employee_count', {{ number_text('employee_count') }}, 'annual_revenue', {{ number_text('annual_revenue') }}
        )
        else json_object(
            'opportunity_id', entity_id, 'account_id', account_id, 'name', name, 'stage', stage, 'amount', {{ number_text('amount') }},
            'is_won', cast(is_won as varchar)
        )
    end)
{%- endmacro %}
