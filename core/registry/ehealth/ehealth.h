/* The adapter for the Ukrainian eHealth system (ehealth contract): REST for requests, GraphQL for persons. */
#ifndef REGISTRY_EHEALTH_EHEALTH_H
#define REGISTRY_EHEALTH_EHEALTH_H

#include "registry/registry.h"

extern const struct registry_ops ehealth_registry;

#endif
