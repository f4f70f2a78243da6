-- +goose Up

-- A record that has been over for long is archived: phase 'archived'. The indexes
-- by which queues are read leave those out; what is archived is read by the indexes
-- that begin with the phase.
DROP INDEX ticket_open;
CREATE INDEX ticket_open ON ticket (kind, priority, created, id) WHERE phase <> 'over' AND phase <> 'archived';
DROP INDEX ticket_ranked;
CREATE INDEX ticket_ranked ON ticket (kind, priority, created, id) WHERE phase <> 'archived';
DROP INDEX ticket_updated;
CREATE INDEX ticket_updated ON ticket (kind, updated, id) WHERE phase <> 'archived';
CREATE INDEX ticket_quiet ON ticket (updated, id) WHERE phase = 'over';
