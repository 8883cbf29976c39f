// Runs the real program as a user would: arguments in, exit code and both outputs out.

#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace meso::tests {

struct Ran {
  int code = -1;
  std::string out;
  std::string err;
  nlohmann::json json() const { return nlohmann::json::parse(out); }
};

// A fresh folder that is gone with the object, with keys of its own.
class Workplace {
 public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  Ran meso(const std::vector<std::string>& arguments) const;
  void write(const std::string& name, const std::string& text) const;

 private:
  std::string folder_;
};

}  // namespace meso::tests
