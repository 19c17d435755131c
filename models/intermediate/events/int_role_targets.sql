{{ role_targets(ref('int_reach')) }}
