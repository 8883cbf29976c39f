// Files that come in through a page: announced, sent piece by piece, loaded by a job. A load is the same one
// transaction as `meso load`, an import the same as `meso network import`.

#include <charconv>

#include <fmt/format.h>

#include "access/loading.h"
#include "network/store.h"
#include "server/asking.h"
#include "server/load_in_json.h"
#include "server/routes.h"

namespace meso::server {
namespace {

constexpr const char* kExtracts = "extracts";
constexpr const char* kPublic = "public";
constexpr std::size_t kLongestPractice = 20;

// Whose upload it is, and the author of what is imported.
std::string who(const Asked& asked) {
  return asked.visitor->session.person;
}

bool may_load(const access::HeldRole& role, const std::string& practice) {
  const bool own = !practice.empty() && practice == role.organisation;
  return access::may(role.role, access::Ability::kLoad,
                     own ? access::Relation::kOwn : access::Relation::kNotAgreed) != access::Grant::kNo;
}

// Loads for the whole network, and not for a practice of its own alone.
bool loads_for_all(const Asked& asked) {
  return may_load(*asked.visitor->role, "");
}

Json upload_json(const Upload& upload, const Jobs& jobs) {
  Json files = Json::array();
  for (const UploadedFile& file : upload.files)
    files.push_back({{"name", file.name}, {"size", file.size}, {"received", file.received}});
  return {{"id", upload.id},
          {"kind", upload.kind},
          {"complete", upload.complete()},
          {"loading", jobs.works_on(upload.id)},
          {"piece", Uploads::kPiece},
          {"files", std::move(files)}};
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  if (text.empty() || std::from_chars(text.data(), end, number).ptr != end) return std::nullopt;
  return number;
}

Json import_report_json(const network::ImportReport& report) {
  Json out = {{"version", 1}, {"networks", report.networks}, {"practices", report.practices}};
  out["files"] = Json::array();
  for (const auto& file : report.files) {
    out["files"].push_back({{"file", file.name},
                            {"layout", file.layout},
                            {"rows", file.rows},
                            {"rejected", file.rejected},
                            {"reason", file.reason}});
  }
  out["known"] = report.known;
  out["rejects"] = Json::array();
  for (const auto& line : report.rejects) {
    out["rejects"].push_back({{"file", line.file},
                              {"reason", line.reason},
                              {"count", line.count},
                              {"first_line", line.first_line}});
  }
  return out;
}

// Everything that a job needs, by value: the question that began it is long answered.
struct ToLoad {
  WarmNetwork& network;
  Upload upload;
  access::Rulebook rulebook;
  access::LoadOptions options;
};

Result<Json> load_extracts(const ToLoad& load, const Jobs::Progress& progress) {
  access::LoadOptions options = load.options;
  options.progress = progress;
  const std::string sources[] = {load.upload.folder};
  MESO_ASSIGN_OR_RETURN(const access::LoadReport report,
                        access::load(load.network.files(), load.network.directory(), load.network.keys_path(),
                                     sources, load.rulebook, options));
  return load_report_json(report);
}

Result<Json> import_public(const ToLoad& load, const Jobs::Progress& progress) {
  network::ImportOptions options;
  options.author = load.upload.by;
  options.keys_path = load.network.keys_path();
  options.reason = "brought in through the page of data";
  options.progress = progress;
  MESO_ASSIGN_OR_RETURN(
      const network::ImportReport report,
      network::import_files(load.network.files(), load.network.directory(), {load.upload.folder}, options));
  return import_report_json(report);
}

}  // namespace

Response uploads_answer(const Asked& asked) {
  Json uploads = Json::array();
  for (const Upload& upload : asked.network.uploads().all(who(asked)))
    uploads.push_back(upload_json(upload, asked.network.jobs()));
  return json_answer({{"version", 1}, {"uploads", std::move(uploads)}});
}

Response begin_upload_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    const auto body = nlohmann::json::parse(asked.request.body, nullptr, false);
    const Error unreadable{
        ErrorKind::kUsage, "the announcement does not read", {}, "see /api/v1/openapi.json"};
    if (!body.is_object() || !body.contains("files") || !body["files"].is_array()) return unreadable;
    const std::string kind = body.value("kind", nlohmann::json()) == kPublic ? kPublic : kExtracts;
    if (kind == kPublic && !loads_for_all(asked)) {
      return Error{ErrorKind::kRefused,
                   "public files are brought in for the whole network",
                   {},
                   "ask its manager or analyst"};
    }
    std::vector<UploadedFile> files;
    for (const auto& file : body["files"]) {
      if (!file.is_object() || !file.contains("name") || !file["name"].is_string() ||
          !file.contains("size") || !file["size"].is_number_unsigned())
        return unreadable;
      files.push_back({file["name"].get<std::string>(), file["size"].get<std::uint64_t>(), 0});
    }
    MESO_ASSIGN_OR_RETURN(const Upload upload, asked.network.uploads().begin(who(asked), kind, files));
    asked.network.changes().tell(kJobsChanged);
    return upload_json(upload, asked.network.jobs());
  });
}

Response upload_piece_answer(const Asked& asked) {
  if (!asked.request.header("content-type").starts_with("application/octet-stream"))
    return problem(415, "a piece of a file is bytes", "send Content-Type: application/octet-stream");
  return answered([&]() -> Result<Json> {
    const auto file = number_of(asked.values[1]);
    const auto at = number_of(asked.request.asked("at"));
    if (!file || !at) {
      return Error{
          ErrorKind::kUsage, "the piece does not say where it belongs", {}, "see /api/v1/openapi.json"};
    }
    MESO_ASSIGN_OR_RETURN(
        const UploadedFile after,
        asked.network.uploads().take(who(asked), asked.values[0], *file, *at, asked.request.body));
    return Json{{"name", after.name}, {"size", after.size}, {"received", after.received}};
  });
}

Response drop_upload_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    if (asked.network.jobs().works_on(asked.values[0]))
      return Error{ErrorKind::kLocked, "it is being loaded", {}, "wait until that has ended"};
    MESO_RETURN_IF_ERROR(asked.network.uploads().drop(who(asked), asked.values[0]));
    asked.network.changes().tell(kJobsChanged);
    return Json{{"version", 1}, {"dropped", asked.values[0]}};
  });
}

Response load_upload_answer(const Asked& asked) {
  return answered([&]() -> Result<Json> {
    MESO_ASSIGN_OR_RETURN(const Body body, Body::read(asked.request.body));
    MESO_ASSIGN_OR_RETURN(const std::string practice, body.text("practice", kLongestPractice));
    MESO_ASSIGN_OR_RETURN(const std::string registered, body.text("registrations", 10));
    MESO_ASSIGN_OR_RETURN(const Upload upload, asked.network.uploads().find(who(asked), asked.values[0]));
    if (!upload.complete()) {
      return Error{
          ErrorKind::kUsage, "not all of it has been sent", {}, "send the rest, or drop it and begin again"};
    }
    if (asked.network.jobs().works_on(upload.id))
      return Error{ErrorKind::kLocked, "it is being loaded already", {}, "see /api/v1/jobs"};
    ToLoad load{asked.network, upload, asked.pinned.rulebook(), {}};
    if (!practice.empty()) load.options.practice = practice;
    load.options.assume_registered = registered == "assumed";
    load.options.may = [role = *asked.visitor->role](const std::string& of) -> Status {
      if (may_load(role, of)) return {};
      return Error{ErrorKind::kRefused,
                   "the files hold the practice " + of + ", which is not yours to load",
                   {},
                   "bring your own practice's, or ask the network's manager"};
    };
    const std::string title = fmt::format(
        "{} {}", upload.kind == kPublic ? "Importing" : "Loading",
        upload.files.size() == 1 ? std::string("one file") : fmt::format("{} files", upload.files.size()));
    MESO_ASSIGN_OR_RETURN(
        const std::string job,
        asked.network.jobs().begin(
            title, upload.id, who(asked), [load](const Jobs::Progress& progress) -> Result<Json> {
              Result<Json> done =
                  load.upload.kind == kPublic ? import_public(load, progress) : load_extracts(load, progress);
              // What was loaded need not stay; what was not may be tried again.
              if (done.ok()) (void)load.network.uploads().drop(load.upload.by, load.upload.id);
              return done;
            }));
    return Json{{"version", 1}, {"job", job}};
  });
}

Response jobs_answer(const Asked& asked) {
  Json jobs = Json::array();
  for (const Job& job : asked.network.jobs().all()) {
    if (job.by != who(asked) && !loads_for_all(asked)) continue;
    Json row = {{"id", job.id},
                {"title", job.title},
                {"of", job.of},
                {"state", job_state_word(job.state)},
                {"step", job.step},
                {"done", job.done},
                {"begun", format_moment(job.begun)},
                {"ended", job.ended == Moment{} ? Json(nullptr) : Json(format_moment(job.ended))},
                {"report", job.report},
                {"problem", nullptr}};
    if (job.error) {
      const std::string where = job.error->place.text();
      row["problem"] = {{"detail", (where.empty() ? "" : where + ": ") + job.error->message},
                        {"next", job.error->hint}};
    }
    jobs.push_back(std::move(row));
  }
  return json_answer({{"version", 1}, {"jobs", std::move(jobs)}});
}

Response events_answer(const Asked& asked) {
  Response response;
  response.content_type = "text/event-stream";
  response.headers.emplace_back("X-Accel-Buffering", "no");  // a proxy is to pass events on as they come
  response.feed = asked.network.changes().listen(asked.request.header("last-event-id"));
  return response;
}

}  // namespace meso::server
