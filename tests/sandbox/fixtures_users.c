/*
 * Users and clients of the training registry; every password is "training". Whoever was blocked by wrong
 * codes may enter again after the registry was started anew.
 *
 *   user.registrar        olena@training.example      all scopes, phone +380671234567
 *   user.supervisor       taras@training.example      all scopes, role NHS REVIEWER
 *   user.reader           petro@training.example      may only read
 *   user.blocked          ivan@training.example       blocked
 *   user.expired          halyna@training.example     password older than 90 days
 *   user.no_factor_yet    nadia@training.example      second factor not set up
 *   user.no_second_factor lev@training.example        signs in without a code
 *   user.wrong_client     zoryana@training.example    works through client.msp, whose type is MSP
 */
#include "tests/sandbox/fixtures.h"

#include "core/config/training.h"
#include "tests/sandbox/auth.h"
#include "tests/sandbox/store.h"

static const char all_scopes[] =
    "app:authorize person:read person:verify person:reset_authentication_method merge_request:read "
    "merge_request:write merge_candidate:assign declaration:read declaration:approve declaration:reject "
    "declaration:terminate declaration_documents:read declaration_request:read declaration_request:write "
    "declaration_request:approve declaration_request:reject declaration_request:sign otp:read otp:write "
    "rule_engine_rule:write rule_engine_rule:details rule_engine_rule:read dictionary:write employee:read "
    "division:read legal_entity:read";

struct prepared_user {
    const char *label, *email, *last_name, *first_name, *role, *factor, *scopes;
    bool blocked, has_factor;
    int password_days;
};

/* clang-format off */
static const struct prepared_user users[] = {
    {"user.registrar", "olena@training.example", "Коваль", "Олена", "REGISTRAR", "+380671234567", all_scopes, false, true, 10},
    {"user.supervisor", "taras@training.example", "Бойко", "Тарас", "NHS REVIEWER", "+380671234568", all_scopes, false, true, 10},
    {"user.reader", "petro@training.example", "Гнатюк", "Петро", "REGISTRAR", "+380671234569", "app:authorize person:read declaration_request:read", false, true, 10},
    {"user.blocked", "ivan@training.example", "Мельник", "Іван", "REGISTRAR", "+380671234570", all_scopes, true, true, 10},
    {"user.expired", "halyna@training.example", "Руденко", "Галина", "REGISTRAR", "+380671234571", all_scopes, false, true, 120},
    {"user.no_factor_yet", "nadia@training.example", "Левченко", "Надія", "REGISTRAR", NULL, all_scopes, false, true, 10},
    {"user.no_second_factor", "lev@training.example", "Романюк", "Лев", "REGISTRAR", NULL, all_scopes, false, false, 10},
    {"user.wrong_client", "zoryana@training.example", "Цимбалюк", "Зоряна", "DOCTOR", "+380671234572", all_scopes, false, true, 10},
};
/* clang-format on */

static void make_client(struct maker *maker, const char *label, const char *id, const char *name,
                        const char *type, const char *scopes, bool login)
{
    char key[64];

    store_change(maker->world, "INSERT INTO client VALUES(?,?,?,?,?,?,?,?,0)", "sssssssi", id, name,
                 login ? "" : TRAINING_CLIENT_SECRET, login ? "" : TRAINING_REDIRECT_URI, type,
                 maker->legal_entity, scopes, (int)login);
    snprintf(key, sizeof key, "%s.id", label);
    maker_fixture(maker, key, id);
}

void fixtures_users_renew(struct world *world)
{
    int64_t now = world_now(world) / 1000000;

    for (size_t i = 0; i < sizeof users / sizeof *users; i++)
        store_change(world, "UPDATE user SET is_blocked=?, otp_errors=0, password_set_at=? WHERE email=?",
                     "ils", (int)users[i].blocked, now - INT64_C(86400) * users[i].password_days,
                     users[i].email);
    store_change(world, "DELETE FROM login_failure", "");
}

void fixtures_users(struct maker *maker)
{
    uint64_t seed = maker->world->options.seed;
    char id[UUID_SIZE], hash[65], key[64];

    for (size_t i = 0; i < sizeof users / sizeof *users; i++) {
        const struct prepared_user *user = &users[i];
        uuid_made(id, seed, "user", i);
        password_hash(hash, id, "training");
        store_change(maker->world, "INSERT INTO user VALUES(?,?,?,?,?,0,?,?,NULL,?,?,?,?,?)",
                     "ssslii"
                     "sssss"
                     "s",
                     id, user->email, hash, maker->now / 1000000 - INT64_C(86400) * user->password_days,
                     (int)user->blocked, (int)user->has_factor, user->factor, user->scopes, user->role,
                     TRAINING_CLIENT_ID, user->last_name, user->first_name);
        maker_fixture(maker, user->label, user->email);
        snprintf(key, sizeof key, "%s.id", user->label);
        maker_fixture(maker, key, id);
    }
    make_client(maker, "client.login", TRAINING_LOGIN_CLIENT_ID, "Вхід", "NHS", "app:authorize", true);
    make_client(maker, "client.app", TRAINING_CLIENT_ID, "registrar", "NHS", all_scopes, false);
    uuid_made(id, seed, "client", 1);
    make_client(maker, "client.msp", id, "Система лікаря", "MSP", all_scopes, false);
    maker_fixture(maker, "client.app.secret", TRAINING_CLIENT_SECRET);
    maker_fixture(maker, "client.app.redirect_uri", TRAINING_REDIRECT_URI);
    maker_fixture(maker, "user.password", "training");
    maker_fixture(maker, "user.api_key", "training-api-key");
}
