/*
 * operator_json.h - what the operator API shows: rows of the database as JSON
 * (spec/operator-api.md). Pure but for the heap.
 */
#ifndef OTAMLD_OPERATOR_JSON_H
#define OTAMLD_OPERATOR_JSON_H

#include <jansson.h>

#include "db.h"

/* A new object; NULL when memory ran out. */
json_t *operator_artefact_json(const struct db_artefact *a);
json_t *operator_package_json(const struct db_package *p);
json_t *operator_target_json(const struct db_target *t);
json_t *operator_action_json(const struct db_action *a);

/* For the database's lists: append the row to the json_t array `list`. False: out of memory. */
bool operator_add_artefact(void *list, const struct db_artefact *a);
bool operator_add_package(void *list, const struct db_package *p);
bool operator_add_target(void *list, const struct db_target *t);
bool operator_add_action(void *list, const struct db_action *a);
bool operator_add_package_file(void *list, const struct db_file *file);

/* Rows of one entry are neighbours, newest message first: they become one object of the array,
 * with the messages in the order of the device. */
bool operator_add_entry(void *list, const struct db_entry *e);

/* Set it as a member of the json_t object. */
bool operator_add_attribute(void *object, const struct db_attribute *a);

#endif /* OTAMLD_OPERATOR_JSON_H */
