{#- The landing zone's contract, once: each raw table's key and time, the columns by which an erasure finds its rows, and its columns
    in the order that breaks ties. -#}
{% macro raw_tables() %}
    {% do return({
        'email_events': {'key': ['event_id'], 'time': 'occurred_at', 'people': ['contact_id'],
            'columns': {
            'event_id': 'varchar', 'contact_id': 'varchar', 'event': 'varchar', 'campaign_id': 'varchar', 'message_id': 'varchar',
            'link_url': 'varchar', 'occurred_at': 'timestamp'}},
        'web_events': {'key': ['event_id'], 'time': 'occurred_at', 'people': ['contact_id'],
            'columns': {
            'event_id': 'varchar', 'contact_id': 'varchar', 'event': 'varchar', 'page_path': 'varchar', 'duration_seconds': 'number',
            'amount': 'number', 'properties': 'varchar', 'occurred_at': 'timestamp'}},
        'form_submissions': {'key': ['submission_id'], 'time': 'submitted_at', 'people': ['contact_id'],
            'columns': {
            'submission_id': 'varchar', 'contact_id': 'varchar', 'form_id': 'varchar', 'form_kind': 'varchar', 'answers': 'varchar',
            'is_valid': 'boolean', 'submitted_at': 'timestamp'}},
        'chat_conversations': {'key': ['conversation_id'], 'time': 'ended_at', 'people': ['contact_id'],
            'columns': {
            'conversation_id': 'varchar', 'contact_id': 'varchar', 'chatbot_id': 'varchar', 'platform': 'varchar', 'answers': 'varchar',
            'message_count': 'number', 'ended_at': 'timestamp'}},
        'calls': {'key': ['call_id'], 'time': 'started_at', 'people': ['contact_id'],
            'columns': {
            'call_id': 'varchar', 'contact_id': 'varchar', 'direction': 'varchar', 'outcome': 'varchar', 'duration_seconds': 'number',
            'started_at': 'timestamp'}},
        'event_attendance': {'key': ['attendance_id'], 'time': 'occurred_at', 'people': ['contact_id'],
            'columns': {
            'attendance_id': 'varchar', 'contact_id': 'varchar', 'event_id': 'varchar', 'status': 'varchar', 'minutes_attended': 'number',
            'occurred_at': 'timestamp'}},
        'crm_activities': {'key': ['activity_id'], 'time': 'occurred_at', 'people': ['contact_id'],
            'columns': {
            'activity_id': 'varchar', 'contact_id': 'varchar', 'account_id': 'varchar', 'opportunity_id': 'varchar', 'activity': 'varchar',
            'subject_type': 'varchar', 'subject_id': 'varchar', 'value': 'number', 'properties': 'varchar', 'occurred_at': 'timestamp'}},
        'contacts': {'key': ['contact_id', 'updated_at'], 'time': 'updated_at', 'people': ['contact_id'],
            'columns': {
            'contact_id': 'varchar', 'account_id': 'varchar', 'email': 'varchar', 'job_title': 'varchar', 'seniority': 'varchar',
            'country': 'varchar', 'lifecycle_stage': 'varchar', 'age': 'number', 'properties': 'varchar', 'created_at': 'timestamp',
            'updated_at': 'timestamp', 'deleted_at': 'timestamp'}},
        'accounts': {'key': ['account_id', 'updated_at'], 'time': 'updated_at', 'people': [],
            'columns': {
            'account_id': 'varchar', 'name': 'varchar', 'industry': 'varchar', 'employee_count': 'number', 'annual_revenue': 'number',
            'country': 'varchar', 'properties': 'varchar', 'created_at': 'timestamp', 'updated_at': 'timestamp', 'deleted_at': 'timestamp'}},
        'opportunities': {'key': ['opportunity_id', 'updated_at'], 'time': 'updated_at', 'people': [],
            'columns': {
            'opportunity_id': 'varchar', 'account_id': 'varchar', 'contact_id': 'varchar', 'name': 'varchar', 'stage': 'varchar',
            'amount': 'number', 'is_won': 'boolean', 'properties': 'varchar', 'created_at': 'timestamp', 'updated_at': 'timestamp',
            'closed_at': 'timestamp'}},
        'contact_merges': {'key': ['merged_contact_id'], 'time': 'merged_at', 'people': ['merged_contact_id', 'surviving_contact_id'],
            'columns': {
            'merged_contact_id': 'varchar', 'surviving_contact_id': 'varchar', 'merged_at': 'timestamp'}},
        'contact_erasures': {'key': ['contact_id'], 'time': 'requested_at', 'people': ['contact_id'],
            'columns': {
            'contact_id': 'varchar', 'requested_at': 'timestamp'}},
        'score_adjustments': {'key': ['adjustment_id'], 'time': 'adjusted_at', 'people': ['contact_id'],
            'columns': {
            'adjustment_id': 'varchar', 'score_id': 'varchar', 'entity_type': 'varchar', 'entity_id': 'varchar', 'operation': 'varchar',
            'points': 'points', 'expires_after_days': 'whole', 'reason': 'varchar', 'adjusted_at': 'timestamp'}},
    }) %}
{% endmacro %}
