/*
 * The identifiers of the training registry: the sandbox accepts them, the built-in profile uses them. They
 * open nothing but a process on this computer that holds invented people.
 */
#ifndef CONFIG_TRAINING_H
#define CONFIG_TRAINING_H

#define TRAINING_LOGIN_CLIENT_ID "30074b6e-fbab-4dc1-9d37-88c21dab1847"
#define TRAINING_CLIENT_ID "c1d2e3f4-5a6b-4c7d-8e9f-0a1b2c3d4e5f"
#define TRAINING_CLIENT_SECRET "training-only-not-a-secret"
#define TRAINING_REDIRECT_URI "http://127.0.0.1/registrar"
#define TRAINING_LEGAL_ENTITY_ID "d290f1ee-6c54-4b01-90e6-d701748f0851"
#define TRAINING_EMPLOYEE_ID "7c3da506-804d-4550-8993-bf17f9ee0404"
#define TRAINING_SCOPE                                                                                       \
    "person:read person:verify declaration:read declaration:approve declaration:reject "                     \
    "declaration_documents:read "                                                                            \
    "declaration_request:read declaration_request:write declaration_request:approve "                        \
    "declaration_request:reject "                                                                            \
    "otp:read otp:write"

#endif
