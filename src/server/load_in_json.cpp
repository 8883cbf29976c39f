#include "server/load_in_json.h"

#include <nlohmann/json.hpp>

namespace meso::server {

Json load_report_json(const access::LoadReport& report) {
  Json out = {{"version", 1}, {"format", report.format}};
  out["practices"] = Json::array();
  for (const auto& practice : report.practices) {
    out["practices"].push_back({{"practice", practice.practice},
                                {"as_at", format_date(practice.as_at)},
                                {"patients", practice.patients},
                                {"events", practice.events}});
  }
  out["kinds"] = Json::array();
  for (const auto& kind : report.kinds) {
    out["kinds"].push_back({{"kind", kind.kind},
                            {"read", kind.read},
                            {"stored", kind.stored},
                            {"duplicates", kind.duplicates},
                            {"set_aside", kind.set_aside},
                            {"rejected", kind.rejected}});
  }
  out["notes"] = report.notes;
  out["rejects"] = Json::array();
  for (const auto& line : report.rejects) {
    out["rejects"].push_back({{"file", line.file},
                              {"reason", line.reason},
                              {"count", line.count},
                              {"first_line", line.first_line}});
  }
  out["rejects_file"] = report.rejects_file;
  return out;
}

}  // namespace meso::server
