#include "base/result.h"

namespace meso {

std::string Place::text() const {
  std::string out = file;
  if (line != 0) out += (out.empty() ? "line " : ":") + std::to_string(line);
  if (line != 0 && column != 0) out += ":" + std::to_string(column);
  return out;
}

std::string Error::text() const {
  std::string out = place.text();
  if (!out.empty()) out += ": ";
  out += message;
  if (!hint.empty()) out += "; " + hint;
  return out;
}

}  // namespace meso
