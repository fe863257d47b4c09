# The embedded mode in one container: web, reading and search in one process tree. See docs/operations/install.md.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY tools ./tools
COPY pyproject.toml package.json package-lock.json requirements.lock requirements-node.lock README.md LICENSE ./
COPY filing_plan ./filing_plan
COPY shared ./shared
COPY services ./services
# The same set-up as on any machine; only the system packages belong to the stage that runs.
RUN python -m tools.setup --no-system && python -m compileall -q filing_plan shared services

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-deu fonts-liberation fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin aktenverbund \
    && install -d -o aktenverbund -g aktenverbund -m 0750 /data
WORKDIR /app
COPY --from=build /app/.venv ./.venv
COPY --from=build /app/build/static ./build/static
COPY --from=build /app/build/lexicon ./build/lexicon
COPY --from=build /app/filing_plan ./filing_plan
COPY --from=build /app/shared ./shared
COPY --from=build /app/services ./services
COPY --from=build /app/pyproject.toml /app/LICENSE ./
# The manual is also a part of the pages.
COPY docs/manual ./docs/manual
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    AKTENVERBUND_DATA=/data \
    AKTENVERBUND_HOST=0.0.0.0 \
    PORT=8080
USER 10001:10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["aktenverbund", "serve"]
