// How practices stand together, as JSON: voice, formation, what-if. `meso network ... --format json` and the
// server send what is made here. docs/json.md describes it.

#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "network/footprint/what_if.h"
#include "network/formation/check.h"
#include "network/voice/voice.h"
#include "server/in_json.h"

namespace meso::server {

Json power_json(const network::voice::Rule& rule, const network::voice::Power& power);
Json report_json(const network::formation::Report& report);
Json sensitivity_json(const network::footprint::Sensitivity& sensitivity);

struct ComparisonToTell {
  const network::Model& model;
  const network::footprint::Grouping& before;
  const network::footprint::WhatIf& answer;
  const network::footprint::Question& question;
  std::string_view measure;  // only indicators whose code or title holds this; "" for all
};
Json comparison_json(const ComparisonToTell& told);

}  // namespace meso::server
