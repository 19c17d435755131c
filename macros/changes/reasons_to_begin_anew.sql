{#- Why the next whole build cannot go on from what is stored, if it cannot. -#}
{% macro reasons_to_begin_anew() %}
    {% set reasons = [] %}
    {% for node in graph.nodes.values() if node.config.materialized == 'incremental' %}
        {% if flags.FULL_REFRESH and node.unique_id in selected_resources %}
            {% do reasons.append('a full refresh was asked for') %}
        {% endif %}
        {% if not stored(node.name, schema=node.schema) %}
            {% do reasons.append(node.name ~ ' is missing') %}
        {% endif %}
    {% endfor %}
    {% set release = stored('release', schema='checkpoint') %}
    {% if not release %}
        {% do reasons.append('no build has ended yet') %}
    {% else %}
        {% set known = run_query('select release, known_at from ' ~ release).rows[0] %}
        {% if known[0] != release_fingerprint() %}{% do reasons.append('the models changed') %}{% endif %}
        {% if known[1] != var('known_at') | string %}{% do reasons.append('known_at changed') %}{% endif %}
    {% endif %}
    {% do return(reasons) %}
{% endmacro %}
