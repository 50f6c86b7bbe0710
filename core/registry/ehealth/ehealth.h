/*
 * The adapter for eHealth (Ukraine): declaration requests over REST, persons over GraphQL (the ehealth
 * contract).
 *
 * Record kinds: "request" (id: uuid), "person" (id: database uuid), "declaration" (id: database uuid).
 * Lists: "requests:<STATUS>", "requests:channel:<CHANNEL>", "persons", "declarations".
 * Actions: "approve", "reject", and "upload" (an order, never shown: its document type is the answer's
 * `choice`). Attachment of a request: "form".
 */
#ifndef REGISTRY_EHEALTH_H
#define REGISTRY_EHEALTH_H

#include "registry/registry.h"

extern const struct registry_ops ehealth_registry;

#endif
