# Goldens for tests/estimate/test_design.py: R 4.2.2, package survey 4.1-1. Rscript designs.R > designs_r.csv
suppressMessages(library(survey))
d <- data.frame(x = c(3, 5, 4, 8, 9, 7, 12, 2, 6), y = c(1, 0, 1, 1, 0, 1, 1, 0, 1),
                h = c("a", "a", "a", "b", "b", "b", "c", "b", "a"), w = c(2, 2, 3, 4, 4, 5, 6, 4, 2),
                N = c(20, 20, 20, 30, 30, 30, 5, 30, 20))
out <- function(key, value) cat(key, ",", format(value, digits = 15), "\n", sep = "")
cat("key,value\n")
for (rule in c("adjust", "certainty")) {
  options(survey.lonely.psu = rule)
  for (fpc in c(FALSE, TRUE)) {
    s <- if (fpc) svydesign(ids = ~1, strata = ~h, weights = ~w, fpc = ~N, data = d)
         else svydesign(ids = ~1, strata = ~h, weights = ~w, data = d)
    name <- paste(rule, fpc, sep = "/")
    out(paste0(name, "/mean"), coef(svymean(~x, s))); out(paste0(name, "/mean_se"), SE(svymean(~x, s)))
    out(paste0(name, "/total_se"), SE(svytotal(~x, s)))
    inside <- subset(s, y == 1)
    out(paste0(name, "/domain_se"), SE(svymean(~x, inside)))
  }
}
set.seed(1)
r <- matrix(rexp(9 * 40), 9) * d$w
b <- svrepdesign(data = d, weights = ~w, repweights = r, type = "bootstrap", combined.weights = TRUE,
                 scale = 1 / 40, rscales = rep(1, 40), mse = FALSE)
out("bootstrap/mean", coef(svymean(~x, b))); out("bootstrap/mean_se", SE(svymean(~x, b)))
for (i in 1:40) for (k in 1:9) out(paste("replicate", i, k, sep = "/"), r[k, i])
