-- Proposals about accounts are papers too. Words of closed lists are checked by the domain's schemas.
alter table dossier_act drop constraint if exists dossier_act_kind_check;
alter table dossier_act add constraint dossier_act_kind_word check (kind ~ '^[a-z_]+$');

-- By which proposal a right began, and by which it ended (a dossier of the kind `account`). Null: by provisioning, or by its own day.
alter table role_assignment add column given_by uuid;
alter table role_assignment add column ended_by uuid;
