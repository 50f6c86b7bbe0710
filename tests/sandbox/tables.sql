CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS legal_entity(
  id TEXT PRIMARY KEY, name TEXT, short_name TEXT, public_name TEXT, type TEXT, status TEXT, edrpou TEXT,
  legal_form TEXT, email TEXT, phone TEXT, address JSON, licenses JSON, inserted_at TEXT, updated_at TEXT);
CREATE TABLE IF NOT EXISTS division(
  id TEXT PRIMARY KEY, legal_entity_id TEXT, name TEXT, type TEXT, status TEXT, is_active BOOLEAN, email TEXT,
  phone TEXT, mountain_group BOOLEAN, address JSON, inserted_at TEXT, updated_at TEXT);
CREATE TABLE IF NOT EXISTS employee(
  id TEXT PRIMARY KEY, legal_entity_id TEXT, division_id TEXT, party_id TEXT, last_name TEXT, first_name TEXT,
  second_name TEXT, birth_date TEXT, gender TEXT, tax_id TEXT, email TEXT, phone TEXT, position TEXT,
  employee_type TEXT, speciality TEXT, status TEXT, is_active BOOLEAN, start_date TEXT, end_date TEXT,
  declaration_limit INTEGER, base_count INTEGER, inserted_at TEXT, updated_at TEXT);
CREATE TABLE IF NOT EXISTS person(
  rid INTEGER PRIMARY KEY, id TEXT, last_name TEXT, first_name TEXT, second_name TEXT, birth_date TEXT,
  death_date TEXT, gender TEXT, tax_id TEXT, no_tax_id BOOLEAN, unzr TEXT, email TEXT, phone TEXT,
  doc_type TEXT, doc_number TEXT, status TEXT, is_active BOOLEAN, verification_status TEXT,
  drfo_status TEXT, drfo_reason TEXT, dracs_status TEXT, dracs_reason TEXT, dracs_unverified_at TEXT,
  rules_status TEXT, rules_reason TEXT, verification_comment TEXT, inserted_at TEXT, updated_at TEXT);
CREATE TABLE IF NOT EXISTS auth_method(
  rid INTEGER PRIMARY KEY, id TEXT, person_id TEXT, type TEXT, phone_number TEXT, third_person_id TEXT,
  started_at TEXT, ended_at TEXT, is_active BOOLEAN, inserted_at TEXT, updated_at TEXT);
CREATE TABLE IF NOT EXISTS declaration(
  rid INTEGER PRIMARY KEY, id TEXT, declaration_number TEXT, declaration_request_id TEXT, person_id TEXT,
  employee_id TEXT, division_id TEXT, legal_entity_id TEXT, start_date TEXT, end_date TEXT, signed_at TEXT,
  status TEXT, scope TEXT, reason TEXT, reason_description TEXT, inserted_at TEXT, updated_at TEXT);
CREATE TABLE IF NOT EXISTS declaration_request(
  rid INTEGER PRIMARY KEY, id TEXT, version INTEGER, start_date TEXT, end_date TEXT, person_id TEXT,
  employee_id TEXT, division_id TEXT, legal_entity_id TEXT, declaration_number TEXT, declaration_id TEXT,
  parent_declaration_id TEXT, status TEXT, status_reason TEXT, system_declaration_limit INTEGER,
  current_declaration_count INTEGER, channel TEXT, is_shareable BOOLEAN, authorize_with TEXT,
  auth_type TEXT, auth_phone TEXT, documents JSON, data JSON, inserted_at TEXT, updated_at TEXT, updated_by TEXT);
CREATE TABLE IF NOT EXISTS stored_file(
  name TEXT PRIMARY KEY, size INTEGER, content_type TEXT, uploaded_at TEXT);
CREATE TABLE IF NOT EXISTS otp(
  rid INTEGER PRIMARY KEY, id TEXT, phone_number TEXT, code INTEGER, status TEXT, active BOOLEAN,
  attempts INTEGER, expires_at INTEGER, sent_at INTEGER);
CREATE INDEX IF NOT EXISTS otp_phone ON otp(phone_number);
CREATE TABLE IF NOT EXISTS verified_phone(phone_number TEXT PRIMARY KEY, verified_at TEXT);
CREATE TABLE IF NOT EXISTS user(
  id TEXT PRIMARY KEY, email TEXT UNIQUE, password TEXT, password_set_at INTEGER, is_blocked BOOLEAN,
  otp_errors INTEGER, has_factor BOOLEAN, factor TEXT, pending_factor TEXT, scopes TEXT, role TEXT,
  client_id TEXT, last_name TEXT, first_name TEXT);
CREATE TABLE IF NOT EXISTS client(
  id TEXT PRIMARY KEY, name TEXT, secret TEXT, redirect_uri TEXT, client_type TEXT, legal_entity_id TEXT,
  scopes TEXT, is_login BOOLEAN, is_blocked BOOLEAN);
CREATE TABLE IF NOT EXISTS token(
  rid INTEGER PRIMARY KEY, id TEXT, name TEXT, value TEXT UNIQUE, expires_at INTEGER, user_id TEXT,
  client_id TEXT, scope TEXT, scope_request TEXT, grant_type TEXT, refresh_token TEXT, redirect_uri TEXT,
  used BOOLEAN);
CREATE TABLE IF NOT EXISTS approval(
  id TEXT PRIMARY KEY, user_id TEXT, client_id TEXT, scope TEXT);
CREATE TABLE IF NOT EXISTS login_code(
  rid INTEGER PRIMARY KEY, user_id TEXT, token TEXT, phone_number TEXT, code INTEGER, attempts INTEGER,
  active BOOLEAN, expires_at INTEGER, sent_at INTEGER);
CREATE TABLE IF NOT EXISTS login_failure(user_id TEXT, at INTEGER);
CREATE TABLE IF NOT EXISTS dictionary(
  id TEXT PRIMARY KEY, name TEXT UNIQUE, description TEXT, is_active BOOLEAN, is_large BOOLEAN, labels JSON,
  dictionary_values JSON);
CREATE TABLE IF NOT EXISTS merged_person(
  id TEXT PRIMARY KEY, merge_person_id TEXT, master_person_id TEXT, status TEXT, inserted_at TEXT,
  updated_at TEXT);
CREATE TABLE IF NOT EXISTS merge_request(
  rid INTEGER PRIMARY KEY, id TEXT UNIQUE, candidate_id TEXT, manual_candidate_id TEXT, person_id TEXT, master_person_id TEXT,
  status TEXT, comment TEXT, assignee_id TEXT, inserted_at TEXT, updated_at TEXT);
CREATE TABLE IF NOT EXISTS fixture(label TEXT PRIMARY KEY, value TEXT);
