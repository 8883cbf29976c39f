// Every register and indicator, by practice and for the network; and how many are in a typed cohort. Each
// number as whoever asks may see it (access/disclosure.h): a practice that shares nothing with them stands
// there as not available.

#include <fmt/format.h>

#include "access/opt_outs.h"
#include "rules/language.h"
#include "server/asking.h"
#include "server/routes.h"

namespace meso::server {
namespace {

using access::ShownFigures;
using access::ShownIndicator;
using access::ShownPractice;
using access::ShownRegister;

constexpr const char* kNetwork = "network";
constexpr const char* kCohort = "COHORT";
constexpr std::size_t kLongestExpression = 4000;

// Practices in the order of their codes, then the network. `row` makes the JSON of a practice, or of nullptr
// where nothing of it may be seen.
template <class Row>
Json by_practice(const Asked& asked, const access::Question& question, const ShownFigures& figures,
                 const Row& row) {
  Json out = Json::object();
  for (const auto& practice : asked.pinned.whole().practices()) {
    if (!question.practice.empty() && practice.practice != question.practice) continue;
    const ShownPractice* shown = nullptr;
    for (const ShownPractice& each : figures.practices) {
      if (each.practice == practice.practice) shown = &each;
    }
    out[practice.practice] = row(shown);
  }
  out[kNetwork] = row(&figures.network);
  return out;
}

Json left_out_json(const ShownPractice* row) {
  Json out = Json::object();
  for (std::size_t i = 0; i < access::kEachOptOut.size(); ++i) {
    out[std::string(access::opt_out_words(access::kEachOptOut[i]))] =
        shown_json(row == nullptr ? access::ShownCount() : row->left_out[i]);
  }
  return out;
}

Result<Json> figures_json(const Asked& asked, const When& time, const rules::Model& model) {
  MESO_ASSIGN_OR_RETURN(const ShownFigures figures, asked.lens().shown(model, time.question));
  const auto each = [&](const auto& row) { return by_practice(asked, time.question, figures, row); };
  Json out = preamble_json(asked.lens(), time.question, time.year, model);
  out["registered"] = each([](const ShownPractice* row) {
    return shown_json(row == nullptr ? access::ShownCount() : row->registered);
  });
  out["left_out"] = each(left_out_json);
  out["values_left_out_for_their_unit"] = shown_json(figures.network.unit_missing);
  out["registers"] = Json::array();
  for (std::size_t i = 0; i < model.registers.size(); ++i) {
    const rules::Register& reg = model.registers[i];
    if (reg.clock != 0) continue;
    out["registers"].push_back(
        {{"id", reg.name},
         {"title", reg.title},
         {"rule", provenance_json(reg.provenance)},
         {"figures", each([&](const ShownPractice* row) {
            const ShownRegister shown = row == nullptr ? ShownRegister() : row->registers[i];
            return Json{{"base", shown_json(shown.base)}, {"size", shown_json(shown.size)}};
          })}});
  }
  out["indicators"] = Json::array();
  for (std::size_t i = 0; i < model.indicators.size(); ++i) {
    const rules::Indicator& indicator = model.indicators[i];
    out["indicators"].push_back({{"id", indicator.name},
                                 {"title", indicator.title},
                                 {"lower_is_better", indicator.lower_is_better},
                                 {"rule", provenance_json(indicator.provenance)},
                                 {"figures", each([&](const ShownPractice* row) {
                                    return shown_indicator_json(row == nullptr ? ShownIndicator()
                                                                               : row->indicators[i]);
                                  })}});
  }
  return out;
}

}  // namespace

Response figures_answer(const Asked& asked) {
  const auto made = [&]() -> Result<RecentAnswers::Answer> {
    MESO_ASSIGN_OR_RETURN(const When time, when_asked(asked));
    MESO_ASSIGN_OR_RETURN(const auto model, asked.pinned.model(time.year));
    const std::string key = fmt::format("figures\n{}\n{}\n{}\n{}\n{}", asked.pinned.digest(), model->hash,
                                        format_date(time.question.dates.achievement), time.question.practice,
                                        asked.lens().heading() + asked.lens().view_digest());
    if (auto known = asked.pinned.recent_answers().find(key)) return known;
    MESO_ASSIGN_OR_RETURN(const Json json, figures_json(asked, time, *model));
    auto answer = std::make_shared<const std::string>(one_line(json));
    asked.pinned.recent_answers().keep(key, answer);
    return RecentAnswers::Answer(answer);
  }();
  if (!made.ok()) return problem(made.error());
  Response response;
  response.body = **made;
  return response;
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
  const Result<When> time = when(asked, *on, "");
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
    MESO_ASSIGN_OR_RETURN(const ShownFigures figures, asked.lens().shown(model, time->question));
    Json out = preamble_json(asked.lens(), time->question, time->year, model);
    out["expression"] = *expression;
    out["left_out"] = by_practice(asked, time->question, figures, left_out_json);
    out["figures"] = by_practice(asked, time->question, figures, [&](const ShownPractice* row) {
      const access::ShownCount none;
      const access::ShownCount& registered = row == nullptr ? none : row->registered;
      const access::ShownCount& size = row == nullptr ? none : row->registers[id].size;
      return Json{{"registered", shown_json(registered)},
                  {"cohort", shown_json(size)},
                  {"percent", shown_percent(size, registered)}};
    });
    return out;
  });
}

}  // namespace meso::server
