# One image with the server, its pages and the embedded engine. Build: docker build -t spanward .

FROM node:20-bookworm-slim AS build
WORKDIR /app
# What decides the dependencies comes first, so that a change of the code does not install them again.
COPY package.json package-lock.json .npmrc ./
COPY bench/package.json bench/
COPY clickhouse/package.json clickhouse/
COPY collector/package.json collector/
COPY evals/package.json evals/
COPY sdk/package.json sdk/
COPY ui/package.json ui/
RUN npm install --no-save
COPY . .
RUN npx tsc -b collector && npm run build -w ui

FROM node:20-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY bench/package.json bench/
COPY clickhouse/package.json clickhouse/
COPY collector/package.json collector/
COPY evals/package.json evals/
COPY sdk/package.json sdk/
COPY ui/package.json ui/
RUN npm install --no-save --omit=dev --workspace=spanward

FROM node:20-bookworm-slim
WORKDIR /app
COPY --from=dependencies /app ./
COPY --from=build /app/clickhouse/migrations clickhouse/migrations
COPY --from=build /app/clickhouse/dist clickhouse/dist
COPY --from=build /app/collector/bin collector/bin
COPY --from=build /app/collector/dist collector/dist
COPY --from=build /app/evals/dist evals/dist
COPY --from=build /app/sdk/dist sdk/dist
COPY --from=build /app/ui/dist ui/dist
RUN ln -s /app/collector/bin/spanward.cjs /usr/local/bin/spanward \
  && mkdir /data && chown node:node /data

ENV NODE_ENV=production SPANWARD_HOST=0.0.0.0 SPANWARD_DATA_DIR=/data
USER node
VOLUME /data
EXPOSE 4317 4318
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4318/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["spanward"]
CMD ["serve"]
