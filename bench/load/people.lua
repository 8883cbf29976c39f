-- People at work, as requests: mostly figures that have not changed, rules and lists opened, a cohort typed now and
-- then. Each thread draws its own order from its own seed, so two runs ask the same.

local expressions = {
  "DM_REG and no BPSYS_COD in the 12 months to ACHV_DAT",
  "HYP_REG and age in years at ACHV_DAT >= 65",
  "any HYP_COD",
  "DM_REG and HYP_REG and value of (latest IFCCHBAM_COD take highest) > 58",
}
-- One sees the counts of every practice, the other lists the patients of their own.
local analyst = { ["Content-Type"] = "application/json", ["Meso-Request"] = "1", Cookie = os.getenv("MESO_ANALYST") }
local practice = { ["Content-Type"] = "application/json", ["Meso-Request"] = "1", Cookie = os.getenv("MESO_PRACTICE") }
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

function init()
  math.randomseed(seed)
end

local function cohort()
  local text = expressions[math.random(#expressions)]
  return wrk.format("POST", "/api/v1/count", analyst, '{"expression": "' .. text .. '"}')
end

function request()
  local draw = math.random(100)
  if draw <= 40 then return wrk.format("GET", "/api/v1/network", analyst) end
  if draw <= 60 then return wrk.format("GET", "/api/v1/rules/HYP008", analyst) end
  if draw <= 75 then return wrk.format("GET", "/api/v1/figures", analyst) end
  if draw <= 85 then
    return wrk.format("POST", "/api/v1/list", practice, '{"indicator": "HYP008", "which": "missing", "limit": 50}')
  end
  return cohort()
end

-- People read what they asked for: one question in half a second to three seconds.
function delay()
  return math.random(500, 3000)
end
