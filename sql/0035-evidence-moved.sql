-- A piece of evidence may go over to another unit, and what was written down of it stays with the unit that it was about
-- then: whoever sees the unit that an entry names sees the entry, wherever the evidence is now. The move itself is told to
-- both sides, by the numbers of the units and nothing else of them.
drop policy seen_evidence on log;
drop function evidence_unit(integer);
create policy seen_evidence on log as restrictive for select to toparquia_visitor using (
  case when subject_kind = 'evidence' then
    not land_unseen(array[(detail #>> '{facts,unit}')::integer])
    or detail #>> '{facts,to}' is not null and not land_unseen(array[(detail #>> '{facts,to}')::integer])
  else true end);
comment on column evidence.unit_id is 'The land unit (land_unit.id, in whichever version) to which it belongs now; the receipt does not name it.';
