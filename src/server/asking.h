// What questions over HTTP have in common: the day and practice they are about, the body of a POST, a
// register or indicator by name.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "access/lens.h"
#include "server/in_json.h"
#include "server/problem.h"
#include "server/router.h"

namespace meso::server {

struct When {
  access::Question question;
  std::string year;  // the rule year of the day
};

// `on` is a day or "", which is the day that the visitor's view begins with. kUsage; kNotFound for a practice
// that is not there.
Result<When> when(const Asked& asked, std::string_view on, std::string_view practice);
inline Result<When> when_asked(const Asked& asked) {
  return when(asked, asked.request.asked("on"), asked.request.asked("practice"));
}

// The members of a POST's body, each text or number of a stated name; anything else is kUsage.
class Body {
 public:
  static Result<Body> read(std::string_view text);
  // "" when it is not there; `most` characters are let in.
  Result<std::string> text(const char* name, std::size_t most) const;
  // True or false; kUsage when it is not there.
  Result<bool> flag(const char* name) const;
  // A list of texts, none of them empty; none when it is not there.
  Result<std::vector<std::string>> texts(const char* name, std::size_t most) const;
  Result<std::size_t> number(const char* name, std::size_t otherwise, std::size_t least,
                             std::size_t most) const;

 private:
  nlohmann::json json_;
};

// A register or indicator by name, in any case.
struct Named {
  bool is_register = false;
  std::int32_t id = 0;
};
Result<Named> find_named(const rules::Model& model, std::string_view name);

Response json_answer(const Json& json);
// The answer of `work`, a Result<Json>, or its problem.
template <class Work>
Response answered(const Work& work) {
  const Result<Json> made = work();
  return made.ok() ? json_answer(*made) : problem(made.error());
}

}  // namespace meso::server
