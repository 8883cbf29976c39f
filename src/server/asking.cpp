#include "server/asking.h"

#include <algorithm>

#include "locale/england/financial_year.h"

namespace meso::server {

Result<When> when(const Asked& asked, std::string_view on, std::string_view practice) {
  const bool sees = asked.visitor != nullptr && asked.visitor->lens.has_value();
  Date day = sees ? asked.lens().default_day() : asked.pinned.whole().oldest_as_at();
  if (!on.empty()) {
    const auto given = parse_iso_date(on);
    if (!given) return Error{ErrorKind::kUsage, "`on` is not a day", {}, "write it as 2026-03-31"};
    day = *given;
  }
  When out;
  out.question.dates = rules::reference_dates(day, {england::kYearEndMonth, england::kYearEndDay});
  out.question.practice = practice;
  out.year = england::financial_year(day);
  if (!practice.empty()) {
    const auto known = asked.pinned.whole().practices();
    if (std::none_of(known.begin(), known.end(), [&](const auto& p) { return p.practice == practice; }))
      return Error{ErrorKind::kNotFound, "no such practice in this network", {}, "see /api/v1/network"};
  }
  return out;
}

Result<Body> Body::read(std::string_view text) {
  Body body;
  body.json_ = nlohmann::json::parse(text, nullptr, false);
  if (!body.json_.is_object())
    return Error{ErrorKind::kUsage, "the body is not a JSON object", {}, "see /api/v1/openapi.json"};
  return body;
}

Result<std::string> Body::text(const char* name, std::size_t most) const {
  const auto found = json_.find(name);
  if (found == json_.end() || found->is_null()) return std::string();
  if (!found->is_string()) return Error{ErrorKind::kUsage, std::string(name) + " is not a text", {}, ""};
  auto value = found->get<std::string>();
  if (value.size() > most) {
    return Error{ErrorKind::kUsage,
                 std::string(name) + " is longer than " + std::to_string(most) + " characters",
                 {},
                 "shorten it"};
  }
  return value;
}

Result<bool> Body::flag(const char* name) const {
  const auto found = json_.find(name);
  if (found != json_.end() && found->is_boolean()) return found->get<bool>();
  return Error{ErrorKind::kUsage, std::string(name) + " is neither true nor false", {}, ""};
}

Result<std::vector<std::string>> Body::texts(const char* name, std::size_t most) const {
  std::vector<std::string> out;
  const auto found = json_.find(name);
  if (found == json_.end() || found->is_null()) return out;
  const Error wrong{ErrorKind::kUsage, std::string(name) + " is not a list of texts", {}, ""};
  if (!found->is_array() || found->size() > 100) return wrong;
  for (const auto& each : *found) {
    if (!each.is_string()) return wrong;
    out.push_back(each.get<std::string>());
    if (out.back().empty() || out.back().size() > most) return wrong;
  }
  return out;
}

Result<std::size_t> Body::number(const char* name, std::size_t otherwise, std::size_t least,
                                 std::size_t most) const {
  const auto found = json_.find(name);
  if (found == json_.end() || found->is_null()) return otherwise;
  if (found->is_number_unsigned()) {
    const auto value = found->get<std::size_t>();
    if (value >= least && value <= most) return value;
  }
  return Error{ErrorKind::kUsage,
               std::string(name) + " is not a whole number from " + std::to_string(least) + " to " +
                   std::to_string(most),
               {},
               ""};
}

Result<Named> find_named(const rules::Model& model, std::string_view name) {
  const auto same = [&](std::string_view other) {
    return std::equal(other.begin(), other.end(), name.begin(), name.end(), [](char x, char y) {
      return std::toupper(static_cast<unsigned char>(x)) == std::toupper(static_cast<unsigned char>(y));
    });
  };
  for (std::size_t i = 0; i < model.indicators.size(); ++i) {
    if (same(model.indicators[i].name)) return Named{false, static_cast<std::int32_t>(i)};
  }
  for (std::size_t i = 0; i < model.registers.size(); ++i) {
    if (model.registers[i].clock == 0 && same(model.registers[i].name))
      return Named{true, static_cast<std::int32_t>(i)};
  }
  return Error{ErrorKind::kNotFound, "no indicator or register of that name", {}, "see /api/v1/rulebook"};
}

Response json_answer(const Json& json) {
  Response response;
  response.body = one_line(json);
  return response;
}

}  // namespace meso::server
