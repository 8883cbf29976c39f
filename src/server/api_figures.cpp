// Every register and indicator, by practice and for the network; and how many are in a typed cohort.

#include "rules/language.h"
#include "server/asking.h"
#include "server/routes.h"

namespace meso::server {
namespace {

using access::Figures;
using access::PracticeFigures;

constexpr const char* kNetwork = "network";
constexpr const char* kCohort = "COHORT";
constexpr std::size_t kLongestExpression = 4000;

// Practices, then the network.
template <class Row>
Json by_practice(const Figures& figures, const Row& row) {
  Json out = Json::object();
  for (const PracticeFigures& practice : figures.practices) out[practice.practice] = row(practice);
  out[kNetwork] = row(figures.network);
  return out;
}

}  // namespace

Response figures_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const When time, when_asked(asked));
    MESO_ASSIGN_OR_RETURN(const auto model, asked.pinned.model(time.year));
    MESO_ASSIGN_OR_RETURN(const Figures figures, asked.pinned.lens().figures(*model, time.question));
    Json out = preamble_json(asked.pinned.lens(), time.question, time.year, *model);
    out["registered"] = by_practice(figures, [](const PracticeFigures& row) { return Json(row.registered); });
    out["values_left_out_for_their_unit"] = figures.network.unit_missing;
    out["registers"] = Json::array();
    for (std::size_t i = 0; i < model->registers.size(); ++i) {
      const rules::Register& reg = model->registers[i];
      if (reg.clock != 0) continue;
      out["registers"].push_back({{"id", reg.name},
                                  {"title", reg.title},
                                  {"rule", provenance_json(reg.provenance)},
                                  {"figures", by_practice(figures, [&](const PracticeFigures& row) {
                                     return Json{{"base", row.registers[i].base},
                                                 {"size", row.registers[i].size}};
                                   })}});
    }
    out["indicators"] = Json::array();
    for (std::size_t i = 0; i < model->indicators.size(); ++i) {
      const rules::Indicator& indicator = model->indicators[i];
      out["indicators"].push_back({{"id", indicator.name},
                                   {"title", indicator.title},
                                   {"lower_is_better", indicator.lower_is_better},
                                   {"rule", provenance_json(indicator.provenance)},
                                   {"figures", by_practice(figures, [&](const PracticeFigures& row) {
                                      return indicator_json(row.indicators[i]);
                                    })}});
    }
    return out;
  });
}

Response count_answer(const Asked& asked) {
  const Result<Body> body = Body::read(asked.request.body);
  if (!body.ok()) return problem(body.error());
  const Result<std::string> expression = body->text("expression", kLongestExpression);
  if (!expression.ok()) return problem(expression.error());
  if (expression->empty())
    return problem(400, "there is no expression", "write a condition of the rule language");
  const Result<std::string> on = body->text("on", 10);
  if (!on.ok()) return problem(on.error());
  const Result<When> time = when(asked.pinned, *on, "");
  if (!time.ok()) return problem(time.error());

  rules::Compiled compiled = asked.pinned.cohort(time->year, *expression, kCohort);
  if (!compiled.model) {
    return problem_with(422, "the expression does not compile",
                        Json{{"mistakes", mistakes_json(compiled.mistakes)}});
  }
  return answered([&]() -> Result<Json> {
    const rules::Model& model = *compiled.model;
    MESO_ASSIGN_OR_RETURN(const Named cohort, find_named(model, kCohort));
    const auto id = static_cast<std::size_t>(cohort.id);
    MESO_ASSIGN_OR_RETURN(const Figures figures, asked.pinned.lens().figures(model, time->question));
    Json out = preamble_json(asked.pinned.lens(), time->question, time->year, model);
    out["expression"] = *expression;
    out["figures"] = by_practice(figures, [&](const PracticeFigures& row) {
      return Json{{"registered", row.registered}, {"cohort", row.registers[id].size}};
    });
    return out;
  });
}

}  // namespace meso::server
