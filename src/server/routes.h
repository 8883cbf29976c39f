// The functions that answer, one a route.

#pragma once

#include "server/router.h"

namespace meso::server {

// Operations that hash a password: the listener has them answered apart (server.cpp).
inline constexpr char kSignIn[] = "sign_in";
inline constexpr char kChangePassword[] = "change_password";
inline constexpr char kFirstAdministrator[] = "first_administrator";
inline constexpr char kAcceptInvitation[] = "accept_invitation";

Response session_answer(const Asked& asked);
Response sign_in_answer(const Asked& asked);
Response sign_out_answer(const Asked& asked);
Response act_as_answer(const Asked& asked);
Response begin_second_step_answer(const Asked& asked);
Response confirm_second_step_answer(const Asked& asked);
Response change_password_answer(const Asked& asked);
Response first_administrator_answer(const Asked& asked);
Response accept_invitation_answer(const Asked& asked);
Response home_answer(const Asked& asked);
Response ask_acknowledgement_answer(const Asked& asked);
Response link_answer(const Asked& asked);
Response use_link_answer(const Asked& asked);
Response people_answer(const Asked& asked);
Response add_person_answer(const Asked& asked);
Response set_role_answer(const Asked& asked);
Response invite_answer(const Asked& asked);
Response close_person_answer(const Asked& asked);
Response clear_step_answer(const Asked& asked);
Response agreements_answer(const Asked& asked);
Response agree_answer(const Asked& asked);
Response switch_agreement_answer(const Asked& asked);
Response ways_answer(const Asked& asked);
Response set_way_answer(const Asked& asked);
Response looks_answer(const Asked& asked);
Response network_answer(const Asked& asked);
Response rejects_answer(const Asked& asked);
Response rulebook_answer(const Asked& asked);
Response rule_answer(const Asked& asked);
Response figures_answer(const Asked& asked);
Response count_answer(const Asked& asked);
Response list_answer(const Asked& asked);
Response explain_answer(const Asked& asked);
Response networks_answer(const Asked& asked);
Response portrait_answer(const Asked& asked);
Response map_answer(const Asked& asked);
Response areas_answer(const Asked& asked);
Response voice_answer(const Asked& asked);
Response checks_answer(const Asked& asked);
Response what_if_answer(const Asked& asked);
Response trend_answer(const Asked& asked);
Response thresholds_answer(const Asked& asked);
Response beside_answer(const Asked& asked);
Response uploads_answer(const Asked& asked);
Response begin_upload_answer(const Asked& asked);
Response upload_piece_answer(const Asked& asked);
Response load_upload_answer(const Asked& asked);
Response drop_upload_answer(const Asked& asked);
Response jobs_answer(const Asked& asked);
Response events_answer(const Asked& asked);
Response description_answer(const Asked& asked);

}  // namespace meso::server
