{{ scores_of('contact') }}
