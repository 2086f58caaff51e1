# The product as an image: everything comes from the lock with hashes, and the process is not root.
FROM node:22-slim AS assets
WORKDIR /assets
COPY ui/package.json ui/package-lock.json ui/.npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/clausetrail
ENV PATH=/opt/clausetrail/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/run.txt requirements/run.txt
RUN pip install --only-binary :all: --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY api api
COPY graph_schema graph_schema
COPY ingestion ingestion
COPY search search
COPY ui ui
COPY workflows workflows
COPY scripts/assets.py scripts/hatch_build.py scripts/
COPY --from=assets /assets/node_modules /assets/node_modules
RUN python -c 'import sys; from pathlib import Path; from scripts.assets import place; place(Path("/assets"), Path("ui"))'
RUN pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
# Pages of PDFs that bring no font of their own are drawn with one of the system.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home clausetrail \
    && install --directory --owner clausetrail --mode 0700 /data
COPY --from=build /opt/clausetrail /opt/clausetrail
ENV PATH=/opt/clausetrail/bin:$PATH PYTHONDONTWRITEBYTECODE=1 CLAUSETRAIL_DATA=/data
USER clausetrail
WORKDIR /data
VOLUME /data
EXPOSE 8000
CMD ["clausetrail", "serve", "--host", "0.0.0.0", "--port", "8000"]
