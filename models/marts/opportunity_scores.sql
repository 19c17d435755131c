{{ scores_of('opportunity') }}
