{{ scores_of('account') }}
