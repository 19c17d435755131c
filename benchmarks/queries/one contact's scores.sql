select * from contact_scores
where contact_id = 'contact-00000042'
