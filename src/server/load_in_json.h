// What a load took and did not take, as JSON: `meso load --format json` and the server's jobs send what is
// made here. docs/json.md describes it.

#pragma once

#include "access/loading.h"
#include "server/in_json.h"

namespace meso::server {

Json load_report_json(const access::LoadReport& report);

}  // namespace meso::server
