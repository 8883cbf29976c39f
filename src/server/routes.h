// The functions that answer, one a route.

#pragma once

#include "server/router.h"

namespace meso::server {

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
Response description_answer(const Asked& asked);

}  // namespace meso::server
