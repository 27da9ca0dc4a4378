-- A MAC is checked before the body is decoded, so the account is found by the user name in its header.
create unique index device_state_by_mac_name on device_state ((account->'incoming'->>'name'))
  where account->'incoming'->>'scheme' = 'hmac';
