-- What offices reported of a card that could not be: shown beside the card.

CREATE INDEX event_unfit ON event (card) WHERE effect = 'card-state';
