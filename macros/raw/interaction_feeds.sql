{#- The seven raw tables whose rows are interactions. -#}
{% macro interaction_feeds() %}
    {% do return(['email_events', 'web_events', 'form_submissions', 'chat_conversations', 'calls', 'event_attendance', 'crm_activities']) %}
{% endmacro %}
